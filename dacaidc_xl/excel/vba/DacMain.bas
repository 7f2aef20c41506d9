Attribute VB_Name = "DacMain"
Option Explicit

' What the buttons run. Each Sub starts the Python function of the same name; what it does and
' what it writes is said there. Python is asked for first, so that a machine without it shows
' what to do instead of an error of the run.

Private Const MODULE_OF_MACROS As String = "dacaidc_xl.excel.macros"

Public Sub RunAllStates()
    RunMacro "run_all_states", "evaluating all states"
End Sub

Public Sub RunSites()
    RunMacro "run_sites", "evaluating the sites"
End Sub

Public Sub RunCounties()
    RunMacro "run_counties", "evaluating the counties"
End Sub

Public Sub RunHourly()
    RunMacro "run_hourly", "evaluating the hours"
End Sub

Public Sub RunPathway()
    RunMacro "run_pathway", "evaluating the years"
End Sub

Public Sub CompareScenarios()
    RunMacro "compare_scenarios", "comparing the scenarios"
End Sub

Public Sub RefreshCharts()
    RunMacro "refresh_charts", "refreshing the charts"
End Sub

Public Sub ValidateInputs()
    RunMacro "validate_inputs", "checking the inputs"
End Sub

Public Sub ClearResults()
    If Confirmed("Clear all results?") Then RunMacro "clear_results", "clearing the results"
End Sub

Public Sub ExportReport()
    RunMacro "export_report", "writing the report"
End Sub

Public Sub ResetInputs()
    If Confirmed("Set all inputs back?") Then RunMacro "reset_inputs", "setting the inputs back"
End Sub

Private Function Confirmed(ByVal question As String) As Boolean
    Confirmed = MsgBox(question & " This cannot be undone.", vbOKCancel + vbExclamation, _
        "DAC") = vbOK
End Function

Private Sub RunMacro(ByVal pythonName As String, ByVal doing As String)
    Dim problem As String, shown As String
    ' Esc is heard by Python; here it would only tear the run off. Excel forgets this afterwards.
    Application.EnableCancelKey = xlDisabled
    On Error GoTo failed
    shown = "DAC: looking for Python ..."
    Application.StatusBar = shown
    problem = PythonProblem()
    If problem <> "" Then
        Application.StatusBar = False
        MsgBox problem, vbExclamation, "DAC: Python does not answer"
        Exit Sub
    End If
    shown = "DAC: " & doing & " ..."
    Application.StatusBar = shown
    RunPython "import " & MODULE_OF_MACROS & " as m; m." & pythonName & "()"
    ' What Python itself left in the status bar is for the reader and stays.
    If CStr(Application.StatusBar) = shown Then Application.StatusBar = False
    Exit Sub
failed:
    problem = Err.Description
    Application.StatusBar = False
    MsgBox "DAC: " & doing & " did not run." & vbCrLf & vbCrLf & problem & vbCrLf & vbCrLf & _
        PythonRemedy(), vbExclamation, "DAC"
End Sub
